"""What tests share: builders, a clock that stands still, a browser that checks every page."""
