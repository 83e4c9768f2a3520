"""`python -m app` is `callboard`."""

import sys

from app.cli import main

sys.exit(main())
