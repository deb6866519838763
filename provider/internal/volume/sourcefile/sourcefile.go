// Package sourcefile reads the local file that an uploaded volume is filled from.
package sourcefile

import (
	"fmt"
	"os"
	"strings"
)

// Path is the local path in a URL: a plain path or file://, relative ones from
// the working directory.
func Path(url string) (string, error) {
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		return url, nil
	}
	if scheme != "file" || rest == "" {
		return "", fmt.Errorf("the file to upload is a %q URL; allowed are a file's path and file://<path>: download the file first", scheme)
	}
	return rest, nil
}

// Size is a file's size in bytes. A missing file is an error that is [os.ErrNotExist].
func Size(file string) (int64, error) {
	information, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	if !information.Mode().IsRegular() || information.Size() == 0 {
		return 0, fmt.Errorf("%s is empty or not a file", file)
	}
	return information.Size(), nil
}
