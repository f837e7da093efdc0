import { afterAll, expect } from 'vitest'
import { within } from './support/bounded.ts'
import { check } from './support/check.ts'
import { whyFailed } from './support/daemon/daemon-unit.ts'
import { Recovery, nfCallSysctl } from './support/daemon/recovery.ts'
import { mustGo, unseen } from './support/daemon/remains.ts'
import { createWounded, removeWounded, woundedNetwork } from './support/daemon/wounded-network.ts'
import { lab } from './support/lab.ts'
import { CheckFailed, ControlFailed } from './support/outcome.ts'
import { unwrap } from './support/settled.ts'
import { theCell } from './support/the-cell.ts'
import { enterWorld } from './support/world.ts'

// The checks that stop and restart the daemon: they come last, and share the restarts (see Recovery).
const recovery = new Recovery()
// Up to five starts of the daemon, of which an emulated guest takes 6 s each where nothing else runs.
const deadline = 300_000
const restarts = { deadline, alone: 'its stages come one after the other' }

afterAll(async () => {
	if (!recovery.begun) return
	await within('bringing the daemon back', { deadline }, async (signal) =>
		recovery.restore(await enterWorld(theCell(), signal)),
	)
}, 0)

check(
	'daemon.stop-leaves-nothing',
	async (world, record) => {
		const { before, after, ms } = await recovery.stopped(world)
		const missed = unseen(before)
		if (missed.length > 0)
			throw new ControlFailed(`of a daemon that runs, the guest does not show: ${missed.join(', ')}`)
		record.observe('stopMs', ms)
		record.observe('listenersBefore', before.filter(({ kind }) => kind === 'listener').length)
		record.observe('processesBefore', before.filter(({ kind }) => kind === 'process').length)
		record.observe(
			'socketsLeft',
			after.filter(({ kind }) => kind === 'socket').map(({ what }) => what),
		)
		const left = after.filter(mustGo).map(({ kind, what }) => `${kind} ${what}`)
		if (left.length > 0) throw new CheckFailed(`The stopped daemon left behind: ${left.join('; ')}`)
	},
	restarts,
)

check(
	'daemon.bridge-init-recovers',
	async (world, record) => {
		const broken = await recovery.broken(world)
		if (broken.state === 'active' || !broken.journal.includes('interface docker0 is not a bridge'))
			throw new ControlFailed(
				`the daemon was to fail on its default bridge: ${broken.state}, ${whyFailed(broken)}`,
			)
		const { first, running } = await recovery.recovered(world)
		record.observe('startMs', first.ms)
		if (first.state === 'active') return
		const why = whyFailed(first)
		// The data make the difference, or it is not what this check is about.
		if (running.state === 'failed')
			throw new ControlFailed(`the daemon does not start on data from before either: ${why}`)
		throw new CheckFailed(`With the cause gone the daemon does not start on the same data: ${why}`)
	},
	restarts,
)

check(
	'bridge.nf-call-reset',
	async (world, record) => {
		const { running, nfCall } = await recovery.recovered(world)
		if (nfCall === undefined || !running.journal.includes(`prepared: ${nfCallSysctl} = 0`))
			throw new ControlFailed(`${nfCallSysctl} was not 0 before dockerd ran: ${whyFailed(running)}`)
		record.observe(nfCallSysctl, nfCall)
		expect(nfCall, `${nfCallSysctl} in RootlessKit's namespace`).toBe('1')
	},
	restarts,
)

check(
	'dns.stub-resolver',
	async (world, record) => {
		const { running, stub } = await recovery.recovered(world)
		if (stub === undefined) throw new ControlFailed(`the daemon does not run: ${whyFailed(running)}`)
		const answers = unwrap(stub)
		for (const place of ['container', 'netns'] as const) {
			const answer = answers[place]
			const said = answer?.kind === 'answered' ? [...answer.records] : (answer?.detail ?? 'nothing')
			record.observe(place, said)
			expect(said, `the A record of ${lab.serviceName} (${place})`).toEqual([lab.service.host])
		}
	},
	restarts,
)

check(
	'daemon.user-network-recovers',
	async (world) => {
		unwrap((await recovery.stopped(world)).created)
		const { running } = await recovery.recovered(world)
		if (!running.journal.includes(`interface ${woundedNetwork} is not a bridge`))
			throw new ControlFailed(`the network was to fail when the daemon started: ${whyFailed(running)}`)
		if (running.state === 'failed')
			throw new CheckFailed(`The daemon does not start without that network: ${whyFailed(running)}`)
		const { removed, restart } = await recovery.restarted(world)
		unwrap(removed)
		if (restart.state === 'failed')
			throw new CheckFailed(`With the cause gone the daemon does not start: ${whyFailed(restart)}`)
		await createWounded()
		await removeWounded()
	},
	restarts,
)

check(
	'daemon.restart-keeps-publish',
	async (world, record) => {
		const { keeper, answered } = await recovery.stopped(world)
		const { restart } = await recovery.restarted(world)
		await using published = keeper
		unwrap(answered)
		if (restart.state === 'failed')
			throw new CheckFailed(`The daemon does not restart: ${whyFailed(restart)}`)
		record.observe('restartMs', restart.ms)
		const { peer, ms } = await published.answers(world.host, 'After the restart')
		record.observe('source', peer)
		record.observe('answerMs', ms)
	},
	restarts,
)
