import type { Plan } from '#harness/matrix'
import { ConfigurationError } from '#results'
import type { Context } from '../../context.ts'

/** A run of more cells than this is started by mistake more often than on purpose. */
const MAX_UNASKED = 1000

/**
 * Whether a plan may be run: a large one only when the user says so.
 * @throws ConfigurationError where there is nobody to ask.
 */
export async function mayStart(
	{ name, cells }: Plan,
	{ yes }: { readonly yes?: true },
	{ services, interrupts }: Context,
): Promise<boolean> {
	if (cells.length <= MAX_UNASKED || yes === true) return true
	const count = `${name} has ${cells.length} cells, each of them a VM for minutes`
	if (services.confirm) return services.confirm(`${count}. Start?`, interrupts.signal)
	throw new ConfigurationError(
		`${count}; more than ${MAX_UNASKED} are not started without being asked for.`,
		{
			hint: 'Give --yes if you mean it, choose some with --only, or see how long it would take with `rootless-matrix plan`.',
		},
	)
}
