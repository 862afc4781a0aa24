"""From corpora to the model folder that the package ships."""
