"""Documents to be printed: PDF set by typst, from templates beside this file and data alone. No web, no database."""
