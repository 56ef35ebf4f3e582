"""What is known, from whom, since when: facts and deals with a source each."""
