"""Things to say: templates with values, put into English or Chinese only where they are shown."""
