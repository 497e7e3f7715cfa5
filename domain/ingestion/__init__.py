"""Raw data coming in: the import contract, readers, profiles, batches and refused rows."""
