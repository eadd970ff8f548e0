"""Case rounds: their clock, their page, what stays of them, and the hours that they count for."""
