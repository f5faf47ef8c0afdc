"""What a learning plan consists of, as pure rules."""
