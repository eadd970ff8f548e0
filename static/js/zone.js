/* Where a form asks for a time zone and nobody chose one, it begins with that of the reader's own clock. What came back with
   a form, or what the browser kept of it, was chosen. */
const field = document.querySelector("input[name=meets_zone][data-zone-unset]");
if (field && field.value === field.defaultValue) field.value = field.defaultValue = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
