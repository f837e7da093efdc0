import { condition } from '../check/condition.ts'

const without = 'ipv6.disable=1'

/** A kernel that was booted without IPv6 has no address for a check to ask. */
export const hostHasIpv6 = condition(
	`not on a kernel that is booted with ${without}`,
	({ axes }) =>
		axes.cmdline?.split(' ').includes(without) !== true ||
		`the kernel is booted with ${without}: it has no IPv6`,
)
