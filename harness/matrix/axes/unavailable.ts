import type { Axes } from '#results'
import { axisParsers } from './index.ts'

const noProvider = (axis: keyof Axes, value: string): string =>
	`${axis}: this version of the harness has no way to get "${value}"`

function* missing(axes: Axes): Generator<string> {
	const [kernel, network] = [axisParsers.kernel(axes.kernel), axisParsers.network(axes.network)]
	if ('value' in kernel && kernel.value.provider === 'file') yield noProvider('kernel', axes.kernel)
	const driver = 'value' in network ? network.value.driver : undefined
	if (driver === 'vpnkit' || driver === 'lxc-user-nic') yield noProvider('network', axes.network)
}

/** Why a cell cannot be tried by this version of the harness; the run marks it `unavailable`. */
export function unavailableReason(axes: Axes): string | undefined {
	const reasons = [...missing(axes)]
	return reasons.length === 0 ? undefined : reasons.join('; ')
}
