package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
)

// profiled runs one measurement from a clean heap, under the CPU profiler when a folder for profiles is named.
func (b *bench) profiled(name string, run func() (Sample, error)) (sample Sample, err error) {
	runtime.GC()
	if b.options.Profiles == "" {
		return run()
	}
	if err := os.MkdirAll(b.options.Profiles, 0o750); err != nil {
		return sample, fmt.Errorf("make the folder of profiles: %w", err)
	}
	file, err := os.Create(filepath.Join(b.options.Profiles, name+".pprof")) //nolint:gosec // the folder that the person names
	if err != nil {
		return sample, fmt.Errorf("open profile: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := pprof.StartCPUProfile(file); err != nil {
		return sample, fmt.Errorf("start profile: %w", err)
	}
	defer pprof.StopCPUProfile()
	return run()
}
