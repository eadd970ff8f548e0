"""What everybody may read, as plain files: communities end, and their knowledge should not.

`visitor` asks the site for its pages as somebody who is not signed in, through every check that a browser meets, so that
a copy can hold nothing more. `addresses` says in which file an address stands, `paper` makes of a page what needs no
server, `assets` brings sheets, pictures and files along, `site` knows what there is and writes it.
"""
