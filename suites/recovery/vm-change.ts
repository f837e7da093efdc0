import type { Guest } from '#vm'

/** Changes what a daemon finds when it starts. Disposing undoes it. */
export type VmChange = (guest: Guest, signal: AbortSignal) => Promise<AsyncDisposable>

/** One script that changes the VM and one that undoes it, each run by root; the second also where the first broke off. */
const change =
	(make: string, undo: string): VmChange =>
	async (guest, signal) => {
		// Without the check's signal: it is undone above all when the check was cut short.
		const undone = async () => void (await guest.check(['sh', '-ec', undo], { deadline: 20_000 }))
		try {
			await guest.check(['sh', '-ec', make], { signal })
		} catch (error) {
			await undone()
			throw error
		}
		return { [Symbol.asyncDispose]: undone }
	}

const elsewhere = '/run/resolv-conf-elsewhere'

/** resolv.conf is a link out of /etc, as systemd-resolved and NetworkManager make it; it says what it said. */
export const linkedResolvConf = change(
	`cp /etc/resolv.conf ${elsewhere}; chmod 644 ${elsewhere}; ln -s ${elsewhere} /etc/resolv.conf.new; mv -T /etc/resolv.conf.new /etc/resolv.conf`,
	`if [ -L /etc/resolv.conf ]; then cp ${elsewhere} /etc/resolv.conf.new; mv -T /etc/resolv.conf.new /etc/resolv.conf; fi; rm -f /etc/resolv.conf.new ${elsewhere}`,
)

const routes = '/run/default-routes'

/** A VM that knows its LAN and nothing beyond, over IPv4 and IPv6. */
export const withoutDefaultRoute = change(
	[
		`for family in -4 -6; do ip $family route show default | sed "s/^/$family route replace /"; done >${routes}`,
		'ip -4 route flush default',
		'ip -6 route flush default',
	].join('; '),
	`while read -r line; do ip $line; done <${routes}; rm ${routes}`,
)
