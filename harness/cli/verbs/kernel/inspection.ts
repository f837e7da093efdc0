import { expectAll } from '#harness/explain'
import { minLinuxOf } from '#images/providers'
import { defaultGuest } from '#results'
import {
	type CannotRun,
	type DevicePlan,
	distributionOf,
	evaluate,
	type KernelSet,
	planDevices,
	type Presence,
	type RequirementReport,
} from '#vm/kernel'
import { configuredCell } from '../explain/explain-cell.ts'

/** What the daemon is expected to do with certain settings and br_netfilter in a certain state. */
export interface DaemonOutlook {
	readonly brNetfilter: 'loaded' | 'unloaded' | 'absent'
	/** As `explain --daemon` takes them; empty for the defaults. */
	readonly daemon: string
	readonly starts: boolean | 'not-known'
	readonly words?: string | undefined
}

/** In one word: rootless Docker `works`, with `limits`, is `broken`, the kernel `cannot-run` here, or it is `unknown`. */
type KernelVerdict = 'works' | 'limits' | 'broken' | 'cannot-run' | 'unknown'

export interface Inspection {
	readonly verdict: KernelVerdict
	readonly set: KernelSet
	readonly docker: string
	readonly distribution: string | undefined
	readonly devices: DevicePlan | CannotRun
	readonly report: RequirementReport
	/** Empty where something is missing that breaks every daemon. */
	readonly outlooks: readonly DaemonOutlook[]
}

/** The settings that br_netfilter decides about. */
const settings = ['', 'icc=false', 'userland-proxy=false']

/** All that can be said of a kernel without booting it. Pure. */
export function inspectKernel(set: KernelSet, docker: string, guest: string = defaultGuest): Inspection {
	const devices = planDevices(set, { minLinux: minLinuxOf(guest) })
	const report = evaluate(set, docker)
	const effects = new Set(report.findings.map(({ effect }) => effect))
	const broken = effects.has('breaks')
	return {
		verdict: !devices.runs
			? 'cannot-run'
			: broken
				? 'broken'
				: effects.has('unknown')
					? 'unknown'
					: effects.has('limits')
						? 'limits'
						: 'works',
		set,
		docker,
		distribution: distributionOf(set)?.name,
		devices,
		report,
		outlooks:
			broken || !devices.runs
				? []
				: brNetfilterStates(report).flatMap((state) =>
						settings.map((daemon) => outlook(docker, state, daemon)),
					),
	}
}

const states: Readonly<Record<Presence, readonly DaemonOutlook['brNetfilter'][]>> = {
	builtin: ['loaded'],
	module: ['loaded', 'unloaded'],
	missing: ['absent'],
	unknown: ['loaded', 'unloaded', 'absent'],
}

function brNetfilterStates({ findings }: RequirementReport): readonly DaemonOutlook['brNetfilter'][] {
	const found = findings.find(({ requirement }) => requirement.id === 'br_netfilter')
	return states[found?.presence ?? 'unknown']
}

function outlook(docker: string, brNetfilter: DaemonOutlook['brNetfilter'], daemon: string): DaemonOutlook {
	const problems: string[] = []
	const configured = configuredCell({ docker, brNetfilter, ...(daemon === '' ? {} : { daemon }) }, problems)
	if (configured === undefined) throw new Error(`no such configuration: ${problems.join('; ')}`)
	const expected = expectAll(configured.cell).daemon
	return {
		brNetfilter,
		daemon,
		starts: expected.starts,
		words:
			expected.starts === 'not-known' ? undefined : expected.starts ? expected.warning : expected.message,
	}
}
