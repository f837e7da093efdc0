import type { Axes } from '#results'
import { parseAxes, type AxisValues } from './index.ts'

const notBuilt = (axis: keyof Axes, what: string): string =>
	`${axis}: ${what} cannot be had yet; only Debian's packages can`

function* missing(axes: Axes, values: AxisValues): Generator<string> {
	if (values.kernel.provider === 'file') yield notBuilt('kernel', `"${axes.kernel}"`)
	if (values.docker.provider !== 'debian') yield notBuilt('docker', `"${axes.docker}"`)
	const { rootlesskit, network } = values
	if (rootlesskit.provider === 'upstream' || rootlesskit.provider === 'local')
		yield notBuilt('rootlesskit', `"${axes.rootlesskit}"`)
	if (network.driver === 'vpnkit' || network.driver === 'lxc-user-nic')
		yield notBuilt('network', `"${axes.network}"`)
}

/** Why a cell cannot be tried by this version of the harness; the run marks it `unavailable`. */
export function unavailableReason(axes: Axes): string | undefined {
	const reasons = [...missing(axes, parseAxes(axes))]
	return reasons.length === 0 ? undefined : reasons.join('; ')
}
