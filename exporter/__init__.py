"""One Markdown article becomes an accessible PDF brochure, an ebook and a web page."""
