import { DaemonError } from '#results/errors'
import { askUntil } from '#vm/host'
import { makesDefaultBridge } from '../conditions/default-bridge.ts'
import { needsNfCall } from '../conditions/nf-call.ts'
import { removeFixtures } from '../fixtures/remove-fixtures.ts'
import { viewOf } from '../check/cell-facts.ts'
import { type Settled, settled } from '../check/settled.ts'
import { netnsVantage, output } from '../vantage/vantage.ts'
import type { CheckContext } from '../check/check-context.ts'
import { settles } from '../probes/ways.ts'
import type { Failure } from '../probes/wrong-with.ts'
import { type DaemonUnit, type Start, daemonUnit, whyFailed } from './daemon-unit.ts'
import { networkStore } from './network-store.ts'
import { type KeeperAnswer, type PublishedKeeper, startKeeper } from './published-keeper.ts'
import { type Remnant, stackRemains } from './remains.ts'
import { type StubAnswers, askThroughStub, stubResolver } from './stub-resolver.ts'
import { type Upgrade, upgrade } from './upgrade/upgrade.ts'
import { type VmChange, linkedResolvConf, withoutDefaultRoute } from './vm-change.ts'
import { createImpaired, removeImpaired, impairedNetwork } from './impaired-network.ts'

export interface Stopped {
	/** Of the network that will be in the way. */
	readonly created: Settled<Failure | undefined>
	readonly keeper: PublishedKeeper
	/** Its answer, while the daemon runs as the other suites leave it. */
	readonly answered: Settled<KeeperAnswer>
	readonly before: readonly Remnant[]
	readonly after: readonly Remnant[]
	readonly ms: number
}

export interface Recovered {
	/** The first start with the cause gone, on the data as the failed one left them. */
	readonly first: Start
	/** The start that the daemon runs from: `first`, or one on data from before when that failed. */
	readonly running: Start
	/** The sysctl in RootlessKit's namespace, where this configuration needs it and it was 0 before dockerd ran. */
	readonly nfCall?: string
	/** What DNS said in that daemon's containers and namespace, which came up while the VM had a stub resolver only. */
	readonly stub?: Settled<StubAnswers>
}

/** The daemon, started in a VM that was changed first, and what was asked of it then. */
export interface StartedIn<T> {
	readonly start: Start
	/** Undefined where it does not run. */
	readonly found: Settled<T> | undefined
}

export interface Restarted {
	readonly removed: Settled<Failure | undefined>
	readonly restart: Start
}

/** Milliseconds for processes that were told to end, on a machine that is slow for everything. */
const endsWithin = 20_000

export const nfCallSysctl = 'net.bridge.bridge-nf-call-iptables'

/**
 * The stages that the checks of recovery.test.ts share, since each start of the daemon costs seconds. Each is gone
 * through once, at first use, after the ones before it:
 *
 * 1. `stopped`: the daemon as the other suites leave it is stopped, while one container with a published port runs.
 * 2. `broken`: it is started with an interface in place of its default bridge.
 * 3. `recovered`: it is started without, while a user-defined network's bridge meets the same, with the sysctl 0, and
 *    with the VM's resolv.conf naming only the stub on 127.0.0.53.
 * 4. `restarted`: that network is removed, and the daemon is restarted as it was installed.
 * 5. `linked`, `unrouted`: on demand, started in a VM whose resolv.conf is a link out of /etc, and in one without a
 *    default route.
 * 6. `upgraded`: where the cell says so, a Docker of another version on data of its own, and the cell's in its place.
 *
 * What one stage did to a check does not decide another's: a daemon that is stuck after 2 gets its data of before.
 */
export class Recovery {
	readonly #stages = new Map<string, Promise<unknown>>()
	/** It runs with what it saw of a VM that was changed. */
	#startedInChanged = false

	stopped(context: CheckContext): Promise<Stopped> {
		return this.#once('stopped', async () => {
			const { facts, guest, host, netns, signal } = enteredAnew(context)
			// dockerd waits 15 s for all containers when it stops, which is not enough for a dozen in an emulated guest,
			// and sets up every network at each start, a second or more each. One of each shows what there is to see.
			await removeFixtures()
			const created = await settled(createImpaired)
			const keeper = await startKeeper(facts.probeImage, facts.cell.daemonSettings)
			const answered = await settled(() =>
				keeper.asked({ host, netns, settle: settles(context, { startedAt: performance.now() }) }),
			)
			const before = await stackRemains(guest, signal)
			const ms = await unitOf(context).stop()
			// systemd waits for the unit's own processes, not for those of containers' scopes.
			const after = await askUntil(
				() => stackRemains(guest, signal),
				(remains) => !remains.some(({ kind }) => kind === 'process'),
				endsWithin,
			)
			return { created, keeper, answered, before, after, ms }
		})
	}

	broken(context: CheckContext): Promise<Start> {
		return this.#once('broken', async () => {
			await this.stopped(context)
			await networkStore.keep(context.guest, context.signal)
			// Without a default bridge there is nothing in whose place it could be.
			const falseBridges = makesDefaultBridge(context.facts.cell.daemonSettings) ? ['docker0'] : []
			return unitOf(context).restart({ falseBridges })
		})
	}

	recovered(context: CheckContext): Promise<Recovered> {
		return this.#once('recovered', async () => {
			await this.broken(context)
			const { guest, signal, facts } = context
			const unit = unitOf(context)
			const needsSysctl = needsNfCall(viewOf(facts)) === true
			const preparation = {
				falseBridges: [impairedNetwork],
				...(needsSysctl ? { sysctls: { [nfCallSysctl]: '0' } } : {}),
			}
			await stubResolver(guest, 'on', signal)
			const first = await unit.restart(preparation)
			if (first.state === 'failed') await networkStore.putBack(guest, signal)
			const running = first.state === 'failed' ? await unit.restart(preparation) : first
			if (running.state === 'failed') return { first, running }
			const stub = await settled(() => askThroughStub(enteredAnew(context)))
			if (!needsSysctl) return { first, running, stub }
			const nfCall = await output(netnsVantage(guest, signal), ['sysctl', '-n', nfCallSysctl])
			return { first, running, stub, nfCall: nfCall.trim() }
		})
	}

	restarted(context: CheckContext): Promise<Restarted> {
		return this.#once('restarted', async () => {
			await this.recovered(context)
			const removed = await settled(removeImpaired)
			await stubResolver(context.guest, 'off', context.signal)
			return { removed, restart: await unitOf(context).restart() }
		})
	}

	linked(context: CheckContext): Promise<StartedIn<StubAnswers>> {
		return this.#startedIn('linked', context, linkedResolvConf, () => askThroughStub(enteredAnew(context)))
	}

	unrouted<T>(context: CheckContext, ask: () => Promise<T>): Promise<StartedIn<T>> {
		return this.#startedIn('unrouted', context, withoutDefaultRoute, ask)
	}

	/** A Docker of its own that the cell's takes the place of, on data of their own: the last, whatever was before it. */
	upgraded(context: CheckContext): Promise<Upgrade> {
		return this.#once('upgraded', () => {
			this.#startedInChanged = true
			return upgrade(context, unitOf(context))
		})
	}

	async #startedIn<T>(
		stage: string,
		context: CheckContext,
		change: VmChange,
		ask: () => Promise<T>,
	): Promise<StartedIn<T>> {
		return this.#once(stage, async () => {
			await this.restarted(context)
			const { guest, signal } = context
			await using _changed = await change(guest, signal)
			this.#startedInChanged = true
			const start = await unitOf(context).restart()
			return { start, found: start.state === 'active' ? await settled(ask) : undefined }
		})
	}

	/** Whether anything was done to the daemon. */
	get begun(): boolean {
		return this.#stages.size > 0
	}

	/** Brings the daemon back as it was installed, if it is not. @throws HarnessError when it cannot be. */
	async restore(context: Pick<CheckContext, 'guest' | 'signal'>): Promise<void> {
		if (!this.begun) return
		const { guest, signal } = context
		const unit = unitOf(context)
		await stubResolver(guest, 'off', signal)
		const asInstalled = (await unit.isOriginal()) && (await unit.isActive())
		if (this.#startedInChanged || !asInstalled) await bringBack(unit, context)
		this.#startedInChanged = false
		await networkStore.forget(guest, signal)
	}

	#once<T>(stage: string, work: () => Promise<T>): Promise<T> {
		const begun = (this.#stages.get(stage) as Promise<T> | undefined) ?? work()
		this.#stages.set(stage, begun)
		return begun
	}
}

/** A place in the namespaces of the daemon that runs now: each start has others, and a check that saw several must not ask in those of before. */
export const enteredAnew = (context: CheckContext): CheckContext => ({
	...context,
	netns: netnsVantage(context.guest, context.signal),
})

const unitOf = ({ guest, signal }: Pick<CheckContext, 'guest' | 'signal'>): DaemonUnit =>
	daemonUnit({ guest, signal })

async function bringBack(
	unit: DaemonUnit,
	{ guest, signal }: Pick<CheckContext, 'guest' | 'signal'>,
): Promise<void> {
	if ((await unit.restart()).state === 'active') return
	await unit.stop()
	await networkStore.putBack(guest, signal)
	const start = await unit.restart()
	if (start.state === 'active') return
	throw new DaemonError(`The daemon cannot be brought back as it was installed: ${whyFailed(start)}`, {
		output: start.journal.slice(-2000),
		hint: 'The recovery checks were the last; what comes after them in this VM has no daemon.',
	})
}
