package pgtest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// settings are lines of postgresql.conf.
func settings(o Options, port int) []string {
	connections := o.MaxConnections
	if connections == 0 {
		connections = 200
	}
	durability := "off"
	if o.Durable {
		durability = "on"
	}
	all := map[string]string{
		"listen_addresses":        "127.0.0.1",
		"port":                    strconv.Itoa(port),
		"unix_socket_directories": "",
		"max_connections":         strconv.Itoa(connections),
		"shared_buffers":          "256MB",
		"max_wal_size":            "2GB",
		"fsync":                   durability,
		"synchronous_commit":      durability,
		"full_page_writes":        durability,
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"lc_messages":             "C",
		// Its segments lie beside the data and go with them; in /dev/shm a killed server leaves them behind.
		"dynamic_shared_memory_type": "mmap",
	}
	maps.Copy(all, o.Settings)
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		lines = append(lines, fmt.Sprintf("%s = '%s'", name, strings.ReplaceAll(all[name], "'", "''")))
	}
	return lines
}
