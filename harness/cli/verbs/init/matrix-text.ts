export interface Choices {
	readonly docker: readonly string[]
	readonly kernel: readonly string[]
	readonly network: readonly string[]
}

/** As YAML takes it in a flow list, whatever is in it. */
const scalar = (text: string): string =>
	/^[A-Za-z0-9][A-Za-z0-9.:_/@+~-]*$/.test(text) ? text : JSON.stringify(text)
const list = (values: readonly string[]): string =>
	values.length === 1 ? scalar(values[0] ?? '') : `[${values.map(scalar).join(', ')}]`

/** A matrix file to start from. `schema` is the path of its JSON Schema, for editors. */
export function matrixText(
	{ docker, kernel, network }: Choices,
	{ name, schema }: { readonly name: string; readonly schema: string },
): string {
	const pasta = network.some((value) => value.startsWith('pasta'))
	const other = network.some((value) => !value.startsWith('pasta'))
	return `# yaml-language-server: $schema=${schema}
schemaVersion: 1
name: ${scalar(name)}

# Profiles of the daemon's settings; what one leaves out is dockerd's default.
daemons:
  default: {}

axes:
  kernel: ${list(kernel)}
  # With the module br_netfilter, and with one that nobody loaded.
  brNetfilter: [loaded, unloaded]
  docker: ${list(docker)}
  rootlesskit: bundled
  network: ${list(network)}
  # Combinations that cannot be are left out by themselves: pasta goes with implicit alone.
  portDriver: ${list([...(other ? ['builtin'] : []), ...(pasta ? ['implicit'] : [])])}
  daemon: default

# Every combination. \`pairwise\` makes far fewer cells that still have every pair of values.
coverage: full
`
}
