package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/orderflow/orderflow/api"
)

// openapiCommand prints what /openapi.json answers, for those who generate clients.
func openapiCommand() *cobra.Command {
	return &cobra.Command{
		Use: "openapi", Short: "Print the API's description (OpenAPI 3.1)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := api.OpenAPI(api.Options{Version: version})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", text)
			return err
		},
	}
}
