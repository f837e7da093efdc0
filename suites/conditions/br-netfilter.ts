import { askingForModule, knowsVariable, proxyCountsSince } from '#results'
import { inRange } from '#results/versions'
import type { CellView } from '../check/condition.ts'

/** What this configuration promises about a bridge without br_netfilter. */
export type BrNetfilterContract =
	| { readonly kind: 'not-needed' }
	| { readonly kind: 'available' }
	| { readonly kind: 'refuses'; readonly message: string }
	| { readonly kind: 'ignores'; readonly warning: string }

const defaultBridge =
	'failed to start daemon: Error initializing network controller: error creating default "bridge" network'
const noSysctl = 'stat /proc/sys/net/bridge/bridge-nf-call-iptables: no such file or directory'

/** A version that cannot be read counts as new: the older rules need a proof. */
const since = (cell: CellView, from: string): boolean =>
	inRange('program', cell.versions.dockerd ?? '', { from }) ?? true

/**
 * Who needs br_netfilter: `!EnableICC`, and from 27.4 on (moby #48685) `!EnableUserlandProxy` too. From 27.5.1
 * on (moby #49306) the daemon can be told to go on without it.
 */
export function brNetfilterContract(cell: CellView): BrNetfilterContract {
	const { axes, daemonSettings } = cell
	const proxyCounts = since(cell, proxyCountsSince)
	const { dockerd } = cell.versions
	if (askingForModule(daemonSettings, dockerd).length === 0) return { kind: 'not-needed' }
	if (axes.brNetfilter === 'loaded') return { kind: 'available' }
	const canIgnore = knowsVariable(dockerd) ?? true
	if (canIgnore && daemonSettings.ignoreBrNetfilterError === '1')
		return { kind: 'ignores', warning: 'Continuing without enabling br_netfilter' }
	if (!proxyCounts) return { kind: 'refuses', message: olderRefusal(cell) }
	return { kind: 'refuses', message: refusal(canIgnore) }
}

/** Measured with 20.10.24 and 26.1.5. Which words came between is not known, only that they begin like this. */
function olderRefusal(cell: CellView): string {
	const why = 'cannot restrict inter-container communication: '
	if (since(cell, '26.0.0')) return `${why}ensure that the br_netfilter kernel module is loaded`
	return since(cell, '23.0.0') ? why : `${why}please ensure that br_netfilter kernel module is loaded`
}

/** Measured with 27.5.1 and 28.5.2; what lies between is from their sources. */
function refusal(namesVariable: boolean): string {
	const why = `${defaultBridge}: cannot restrict inter-container communication or run without the userland proxy: ${noSysctl}`
	return namesVariable ? `${why}: set environment variable DOCKER_IGNORE_BR_NETFILTER_ERROR=1 to ignore` : why
}
