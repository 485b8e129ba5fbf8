// Command orderflow is the whole service: `dev` runs everything in one process,
// `serve` and `worker` are the parts of a production set-up, `migrate` prepares
// the database. This is the only place that reads flags, wires and exits.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/orderflow/orderflow/config"
)

// version is set by the linker.
var version = "dev"

// collectAt lets the heap grow threefold before it is collected, unless GOGC
// says otherwise: what lives is small, and collecting took a fifth of the
// processor's time in bulk operations.
const collectAt = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program without its exit: 0 done, 1 failed, 130 interrupted twice.
func run(args []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err == nil || (errors.Is(err, context.Canceled) && ctx.Err() != nil) {
		return 0
	}
	_, _ = fmt.Fprintln(errs, "orderflow:", err)
	return 1
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use: "orderflow", Short: "Orders and processes of an online school", Version: version,
		SilenceUsage: true, SilenceErrors: true,
	}
	root.PersistentFlags().String("config", os.Getenv("ORDERFLOW_CONFIG"), "configuration file (YAML); see config/config.example.yaml")
	root.AddCommand(devCommand(), serveCommand(), workerCommand(), migrateCommand(), openapiCommand())
	root.AddCommand(moreCommands()...)
	return root
}

// load reads the configuration that the command's --config names.
func load(cmd *cobra.Command) (config.Config, error) {
	path, err := cmd.Flags().GetString("config")
	if err != nil {
		return config.Config{}, fmt.Errorf("read flags: %w", err)
	}
	return config.Load(path)
}
