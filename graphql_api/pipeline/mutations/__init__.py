"""Operations that start runs, one file each."""
