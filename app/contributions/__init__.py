"""What people add to proposals beside words: files, people who stand behind them, reports."""
