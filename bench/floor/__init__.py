"""A guide as a Wagtail site without anything else would have it: headings, paragraphs, a bare template."""
