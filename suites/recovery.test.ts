import { formText } from '#results'
import { afterAll } from 'vitest'
import { withDeadline } from '#vm/host'
import { check } from './support/check.ts'
import { type Start, whyFailed } from './support/daemon/daemon-unit.ts'
import { Recovery, nfCallSysctl } from './support/daemon/recovery.ts'
import { kinds, mustGo, unseen } from './support/daemon/remains.ts'
import { createWounded, removeWounded, woundedNetwork } from './support/daemon/wounded-network.ts'
import { wrongRecord } from './support/expect-record.ts'
import { lab } from './support/lab.ts'
import { ControlFailed } from './support/outcome.ts'
import { settles } from './support/publish/ways.ts'
import { unwrap } from './support/settled.ts'
import { theCell } from './support/the-cell.ts'
import { enterWorld } from './support/world.ts'
import { type Failure, daemonDown } from './support/wrong-with.ts'

// The checks that stop and restart the daemon: they come last, and share the restarts (see Recovery).
const recovery = new Recovery()
// Up to five starts of the daemon, of which an emulated guest takes 6 s each where nothing else runs.
const deadline = 300_000
const restarts = { deadline, alone: 'its stages come one after the other' }

afterAll(async () => {
	if (!recovery.begun) return
	await withDeadline('bringing the daemon back', { deadline }, async (signal) =>
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
		for (const kind of kinds) {
			if (!mustGo({ kind })) continue
			const what = after.filter((one) => one.kind === kind).map((one) => formText(one.what))
			const words = `the stopped daemon left behind: ${what.join('; ')}`
			record.way(kind, what.length > 0 ? { form: { kind: 'left-behind', what }, words } : undefined)
		}
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
		if (first.state === 'active') return record.way('start')
		const why = whyFailed(first)
		// The data make the difference, or it is not what this check is about.
		if (running.state === 'failed')
			throw new ControlFailed(`the daemon does not start on data from before either: ${why}`)
		const words = `with the cause gone the daemon does not start on the same data: ${why}`
		record.way('start', { form: daemonDown(why), words })
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
		const words = `${nfCallSysctl} in RootlessKit's namespace: expected 1, found: ${nfCall}`
		record.way(
			nfCallSysctl,
			nfCall === '1' ? undefined : { form: { kind: 'wrong-value', found: formText(nfCall, 40) }, words },
		)
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
			record.observe(place, answer.kind === 'answered' ? [...answer.records] : answer.detail)
			const wrong = wrongRecord({ name: lab.serviceName, type: 'A' }, answer)
			const words = wrong && `the A record of ${lab.serviceName} (${place}): ${wrong.words}`
			record.way(place, wrong && { form: wrong.form, words: words! })
		}
	},
	restarts,
)

check(
	'daemon.user-network-recovers',
	async (world, record) => {
		const created = unwrap((await recovery.stopped(world)).created)
		record.way('create', created)
		if (created !== undefined) return
		const { running } = await recovery.recovered(world)
		if (!running.journal.includes(`interface ${woundedNetwork} is not a bridge`))
			throw new ControlFailed(`the network was to fail when the daemon started: ${whyFailed(running)}`)
		record.way('start', notStarted(running, 'without that network'))
		if (running.state === 'failed') return
		const { removed, restart } = await recovery.restarted(world)
		record.way('remove', unwrap(removed))
		record.way('restart', notStarted(restart, 'with the cause gone'))
		if (restart.state === 'failed') return
		const again = await createWounded()
		record.way('create-again', again ?? (await removeWounded()))
	},
	restarts,
)

const notStarted = (start: Start, when: string): Failure | undefined =>
	start.state === 'failed'
		? {
				form: daemonDown(whyFailed(start)),
				words: `the daemon does not start ${when}: ${whyFailed(start)}`,
			}
		: undefined

check(
	'daemon.restart-keeps-publish',
	async (world, record) => {
		const { keeper, answered } = await recovery.stopped(world)
		const { restart } = await recovery.restarted(world)
		await using published = keeper
		record.way('before', unwrap(answered).failure)
		record.way('restart', notStarted(restart, 'again'))
		if (restart.state === 'failed') return
		record.observe('restartMs', restart.ms)
		const settle = settles(world, { startedAt: performance.now() })
		const { answer, failure } = await published.asked({ host: world.host, netns: world.netns, settle })
		record.way('after', failure)
		if (answer.kind !== 'answered') return
		record.observe('source', answer.peer)
		record.observe('answerMs', answer.ms)
	},
	restarts,
)
