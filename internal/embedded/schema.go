//go:build !noembedded

package embedded

import (
	"fmt"
	"io/fs"

	"go.temporal.io/server/schema"
)

// schemaFile is one of the SQL files inside the server's module.
func schemaFile(name string) (string, error) {
	content, err := fs.ReadFile(schema.Assets(), name)
	if err != nil {
		return "", fmt.Errorf("read the server's schema: %w", err)
	}
	return string(content), nil
}

// checkSchema refuses the storage of another version of the server rather than
// upgrade it: what is lost with it is rebuilt from our own database.
func checkSchema(found, wanted string) error {
	if found == wanted {
		return nil
	}
	return fmt.Errorf("this Temporal storage has schema %s, this server needs %s: "+
		"delete the storage, waiting enrollments go on from Orderflow's own database", found, wanted)
}
