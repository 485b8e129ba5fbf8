package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func migrateCommand() *cobra.Command {
	var restored bool
	command := &cobra.Command{
		Use: "migrate", Short: "Bring the database to this version's schema", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := load(cmd)
			if err != nil {
				return err
			}
			a, err := open(cmd.Context(), c, clockOf(c.Clock), newLogger(c.Log, cmd.ErrOrStderr()))
			if err != nil {
				return err
			}
			defer a.close()
			if err := a.prepare(cmd.Context()); err != nil {
				return err
			}
			token, err := a.ownerToken(cmd.Context())
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintln(cmd.OutOrStdout(), "The database is ready.")
			if restored {
				code, err := a.service.NewInstallationCode(cmd.Context())
				if err != nil {
					return err
				}
				_, _ = fmt.Fprintf(cmd.OutOrStdout(), "The restored installation is called %s from now on; so begin the ids of its workflows.\n", code)
			}
			if token != "" {
				_, _ = fmt.Fprintf(cmd.OutOrStdout(), "One-time token that makes the first owner, good for an hour: %s\nor open %s/setup#token=%s\n", token, c.HTTP.PublicURL, token)
			}
			return nil
		},
	}
	command.Flags().BoolVar(&restored, "restored", false,
		"this database was restored from a backup, or is a copy: give the installation a new code, so that it never meets the workflows of before; stop its servers and workers first")
	return command
}
