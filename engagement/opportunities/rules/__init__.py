"""What holds for opportunities. Pure: values in, problems or one named refusal out."""
