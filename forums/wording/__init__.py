"""What looks at words before others read them, and what it says."""
