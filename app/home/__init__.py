"""The front door and the pages that belong to the person."""
