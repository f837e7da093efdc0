import type { Axes } from '#results'
import { parseAxes, type AxisValues } from './index.ts'

const noProvider = (axis: keyof Axes, value: string): string =>
	`${axis}: this version of the harness has no way to get "${value}"`

function* missing(axes: Axes, { kernel, network }: AxisValues): Generator<string> {
	if (kernel.provider === 'file') yield noProvider('kernel', axes.kernel)
	if (network.driver === 'vpnkit' || network.driver === 'lxc-user-nic')
		yield noProvider('network', axes.network)
}

/** Why a cell cannot be tried by this version of the harness; the run marks it `unavailable`. */
export function unavailableReason(axes: Axes): string | undefined {
	const reasons = [...missing(axes, parseAxes(axes))]
	return reasons.length === 0 ? undefined : reasons.join('; ')
}
