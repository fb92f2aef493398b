"""The site as a whole: what each page asks for, its search, its edition."""
