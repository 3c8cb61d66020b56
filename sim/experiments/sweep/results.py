def open_results(folder):
    return folder
