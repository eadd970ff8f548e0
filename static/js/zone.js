/* Where a form asks for a time zone and nobody chose one, it begins with that of the reader's own clock. */
const field = document.querySelector("input[name=meets_zone]");
if (field && (field.value === "UTC" || !field.value)) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
