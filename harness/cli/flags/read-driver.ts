import { driverChoices } from '#harness/matrix'
import type { DriverChoice } from '#vm'
import type { DriverFlag } from './shared-flags.ts'

/** Says the same as `--driver`, for whoever cannot change the command line. */
const VARIABLE = 'ROOTLESS_MATRIX_DRIVER'

/**
 * What the flag says, else the environment; undefined where neither does. What is no driver is added to `problems`.
 */
export function readDriver(
	{ driver: flag }: DriverFlag,
	{ env, problems }: { readonly env: NodeJS.ProcessEnv; readonly problems: string[] },
): DriverChoice | undefined {
	const text = flag ?? (env[VARIABLE] || undefined)
	if (text === undefined) return undefined
	const choice = driverChoices.find((name) => name === text)
	if (choice === undefined)
		problems.push(
			`${flag === undefined ? VARIABLE : '--driver'} is one of ${driverChoices.join(', ')}, not '${text}'`,
		)
	return choice
}
