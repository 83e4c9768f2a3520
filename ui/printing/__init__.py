"""Pages of paper: what is shown, as a PDF file or on a printer."""
