import { isObtainable } from '#images/providers'
import type { CellAxes } from '../cell.ts'

const noProvider = (axis: keyof CellAxes, value: string): string =>
	`${axis}: this version of the harness has no way to get "${value}"`

function* missing({ kernel, network, guest }: CellAxes): Generator<string> {
	if (!isObtainable.kernel(kernel.value)) yield noProvider('kernel', kernel.raw)
	if (!isObtainable.network(network.value)) yield noProvider('network', network.raw)
	if (!isObtainable.guest(guest.value)) yield noProvider('guest', guest.raw)
}

/** Why a cell cannot be tried by this version of the harness; the run marks it `unavailable`. */
export function unavailableReason(axes: CellAxes): string | undefined {
	const reasons = [...missing(axes)]
	return reasons.length === 0 ? undefined : reasons.join('; ')
}
