"""Resolution: mentions become entities, places, times and quantities. No resolver imports another."""
