import { type Axes, axisValue } from '#results'

const noProvider = (axis: keyof Axes, value: string): string =>
	`${axis}: this version of the harness has no way to get "${value}"`

function* missing(axes: Axes): Generator<string> {
	if (axisValue('kernel', axes.kernel)?.provider === 'file') yield noProvider('kernel', axes.kernel)
	const driver = axisValue('network', axes.network)?.driver
	if (driver === 'vpnkit' || driver === 'lxc-user-nic') yield noProvider('network', axes.network)
}

/** Why a cell cannot be tried by this version of the harness; the run marks it `unavailable`. */
export function unavailableReason(axes: Axes): string | undefined {
	const reasons = [...missing(axes)]
	return reasons.length === 0 ? undefined : reasons.join('; ')
}
