"""What is done without anybody asking: each process wakes every minute, the work rows decide."""
