import { formText } from '#results'
import { asksForPorts } from '../conditions/publishing.ts'
import { viewOf } from '../check/cell-facts.ts'
import { ControlFailed } from '../check/outcome.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { firstUnprivilegedPort, lowerUnprivilegedPorts } from './privileged-ports.ts'
import { publicationTraces } from './traces.ts'
import { askSettled, expectAnswers, settles } from '../probes/ways.ts'
import { wrongRefusal } from './refusal.ts'
import { unwrap } from '../check/settled.ts'
import type { CheckContext } from '../check/check-context.ts'
import { daemonRefused, inWords, notAbsent, wrongWith } from '../probes/wrong-with.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { forms } from '../check/forms.ts'

const fromVm = ['VM → publication'] as const
const loopback = '127.0.0.1'

export default defineChecks({
	order: 44,
	checks: [
		{
			id: 'publish.privileged-port',
			vantage: ['host'],
			contract:
				'a port below ip_unprivileged_port_start is refused with an error that says so (the implicit port driver is asked nothing and refuses nothing), does not answer on 127.0.0.1, and answers there once the sysctl is lowered',
			chinese:
				'低于 ip_unprivileged_port_start 的端口被拒绝，错误信息说明原因（implicit 端口驱动不被询问，也不拒绝），该端口在 127.0.0.1 上不应答；降低该 sysctl 后则应答',
			applies: always,
			coverage: over(fromVm, ['tcp']),
			ways: { refusal: forms.refusal, privileged: forms.absent, lowered: forms.published },
			run: async (context, record) => {
				const { facts, guest, host, gracePeriod, signal } = context
				const port = ports.privileged
				const first = await firstUnprivilegedPort(guest, signal)
				record.observe('ip_unprivileged_port_start', first)
				if (first <= port) throw new ControlFailed(`port ${port} is not privileged on this VM`)
				await using server = await context.containers.published('low', { hostPort: port })
				const outcome = await server.tryStart()
				record.observe('refusal', outcome.kind === 'refused' ? outcome.message : 'none')
				if (asksForPorts(viewOf(facts))) {
					const wrong = wrongRefusal(
						outcome,
						[/privileged port 81\b|permission denied/],
						`the privileged port ${port}`,
					)
					record.way('refusal', wrong)
				}
				// Who is told nothing has to have looked, and found that it may not.
				if (outcome.kind === 'started') await gracePeriod.since(server.startedAt)
				const target = { host: loopback, port }
				const before = await host.ask(target)
				record.observe('privileged', before.kind)
				const form = notAbsent(before)
				record.way(
					'privileged',
					form && { form, words: `port ${port} answered although it is privileged: ${inWords(before)}` },
				)
				await using _lowered = await lowerUnprivilegedPorts(guest, { from: first, to: port }, signal)
				const lowered = outcome.kind === 'refused' ? await server.tryStart() : outcome
				if (lowered.kind === 'refused')
					return record.way('lowered', {
						form: daemonRefused(lowered.message),
						words: `with the sysctl lowered the daemon refused port ${port}: ${lowered.message}`,
					})
				// From now on: pasta tries again only at its next look.
				const since = { startedAt: performance.now() }
				await expectAnswers(
					{ lowered: { place: host, target, who: server.who } },
					record,
					settles(context, since),
				)
			},
		},
		{
			id: 'publish.conflict',
			vantage: ['host'],
			contract:
				'a second publication of a port is refused with an error that names the port, the first still answers, and after its removal the port is free',
			chinese: '端口的第二次发布被拒绝，错误信息指明端口；第一个仍应答，移除后端口空闲',
			applies: always,
			coverage: over(fromVm, ['tcp']),
			ways: { refusal: forms.refusal, held: forms.answer, after: forms.published },
			run: async (context, record) => {
				const { second, held, after } = await contested(context)
				record.observe('refusal', second.kind === 'refused' ? second.message : 'none')
				const words = [
					/port is already allocated|address already in use/,
					new RegExp(String(ports.contested)),
				]
				record.way('refusal', wrongRefusal(second, words, `port ${ports.contested} a second time`))
				record.way('held', unwrap(held))
				record.way('after', unwrap(after))
			},
		},
		{
			id: 'publish.rebind',
			vantage: ['host'],
			contract:
				'a port whose container has just been removed can be published at once, and the new one answers',
			chinese: '容器刚被移除的端口可立即再次发布，新容器应答',
			applies: always,
			coverage: over(fromVm, ['tcp']),
			ways: { before: forms.answer, after: forms.published },
			run: async (context, record) => {
				const { before, after } = await contested(context)
				record.way('before', unwrap(before))
				record.way('after', unwrap(after))
			},
		},
		{
			id: 'publish.sctp-error',
			vantage: ['host', 'netns'],
			contract: 'publishing an SCTP port is refused with an error that says so, and leaves nothing behind',
			chinese: '发布 SCTP 端口被拒绝，错误信息说明原因，且不留下任何痕迹',
			applies: always,
			coverage: over(fromVm, ['sctp']),
			ways: { refusal: forms.refusal, state: ['wrong-value'], traces: ['left-behind'] },
			run: async (context, record) => {
				const web = await context.fixtures.web()
				await using server = await context.containers.published('stream', {
					hostPort: ports.sctp,
					protocol: 'sctp',
				})
				const outcome = await server.tryStart()
				record.observe('refusal', outcome.kind === 'refused' ? outcome.message : 'none')
				const tracesOf = await publicationTraces(context)
				const left = tracesOf(ports.sctp)
				record.observe('traces', { ...left })
				record.way('refusal', wrongRefusal(outcome, [/sctp/i], 'an SCTP port'))
				// What was published is there, as it is to be.
				if (outcome.kind === 'started') return
				const state = await server.status()
				record.way(
					'state',
					state === 'running'
						? { form: { kind: 'wrong-value', found: state }, words: 'the refused container runs' }
						: undefined,
				)
				const what = [...left.rules, ...left.listeners, ...left.processes]
				if (what.length > 0) {
					const words = `the refused publication left behind: ${what.join('; ')}`
					return record.way('traces', {
						form: { kind: 'left-behind', what: what.map((one) => formText(one)) },
						words,
					})
				}
				// That nothing is found proves something only where a living publication is found.
				const control = tracesOf(ports.any)
				if (control.listeners.length === 0 && control.rules.length === 0)
					throw new ControlFailed(`the publication of "${web.who}" on ${ports.any} leaves no trace either`)
				record.way('traces')
			},
		},
	],
})

const contested = (context: CheckContext) =>
	context.fixtures.contest({
		signal: context.signal,
		async ask(server) {
			const target = { host: loopback, port: ports.contested }
			const way = { place: context.host, target, who: server.who }
			const { answer } = await askSettled(way, settles(context, server))
			const form = wrongWith(answer, server.who)
			const words = `host asked ${loopback}:${ports.contested}: expected "${server.who}" to answer, found: ${inWords(answer)}`
			return form && { form, words }
		},
	})
