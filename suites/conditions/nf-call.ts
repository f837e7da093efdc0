import { type CellView, condition } from '../check/condition.ts'

/**
 * True where bridged packets have to pass iptables for what is configured to hold, and can be made to; or why not.
 * Whether this dockerd knows that it needs it is another matter: one before 27.4 does not for the userland proxy
 * (moby #48676).
 */
export function needsNfCall({ axes, daemonSettings }: CellView): true | string {
	if (daemonSettings.icc !== false && daemonSettings.userlandProxy !== false)
		return 'nothing in this configuration needs br_netfilter'
	return axes.brNetfilter === 'loaded' || `there is no such sysctl: br_netfilter is ${axes.brNetfilter}`
}

export const nfCallNeeded = condition(
	'br_netfilter is loaded, and icc=false or userland-proxy=false',
	needsNfCall,
)
