"""What people are told: in the application, by mail as they wish, collected, or not at all."""
