import { leftOutOf } from '#results/model'
import { condition } from '../check/condition.ts'

const without = 'ipv6.disable=1'

/** A kernel that was booted or built without IPv6 has no address for a check to ask. */
export const hostHasIpv6 = condition(
	`not on a kernel that is booted with ${without}, or built without IPv6`,
	({ axes }) => {
		if (axes.cmdline?.split(' ').includes(without) === true)
			return `the kernel is booted with ${without}: it has no IPv6`
		return !leftOutOf(axes.kernel).includes('ipv6') || 'the kernel is built without IPv6'
	},
)
