import { formText } from '#results'
import { proxied } from '../conditions/publishing.ts'
import { ControlFailed } from '../check/outcome.ts'
import { noteAnswer } from '../probes/expect-answer.ts'
import { askSettled, expectAnswers, observeAnswer, settles } from '../probes/ways.ts'
import { type Failure, daemonRefused } from '../probes/wrong-with.ts'
import { startHostService } from '../vantage/host-service.ts'
import { lab } from '../vantage/lab.ts'
import { defineChecks } from '../check/definition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'
import { relay, rule } from '../worlds/changes.ts'

const cell = 'builtin'
const loopback = '127.0.0.1'
/** The daemon takes one port after the other, and tries ten of them (moby portmapper). */
const tries = 10

const anotherChosen = [
	rule('host', '-t nat OUTPUT -d 127.0.0.1 -p tcp --dport 32768:60999 -j REDIRECT --to-ports 7016'),
	relay('holder', 'TCP-LISTEN:7016', 'TCP:127.0.0.1:8080'),
]

export default defineChecks({
	order: 46,
	checks: [
		{
			id: 'publish.ephemeral-port',
			vantage: ['host', 'peer'],
			contract: 'a port of the daemon’s own choice (-p 0:80) answers on 127.0.0.1 and on the LAN address',
			chinese: '由守护进程自选的端口（-p 0:80）可经 127.0.0.1 和 LAN 地址访问',
			applies: proxied,
			coverage: over(['VM → publication', 'LAN → publication'], ['tcp']),
			ways: eachWay(['host', 'peer'], [...forms.published, 'missing']),
			onDemand: 'it is new: what other drivers and versions make of it is not known yet',
			unproven: true,
			mutations: [
				{
					name: 'the VM’s firewall keeps its LAN from ports of the daemon’s own choice',
					cell,
					changes: [rule('host', 'INPUT -i lan0 -p tcp --syn --dport 32768:60999 -j DROP')],
					red: { 'publish.ephemeral-port': { peer: 'timeout' } },
					green: ['publish.any-nic'],
				},
				{
					name: 'another server answers on the loopback’s ports of the daemon’s own choice, which pasta does not forward',
					cell: 'new-pasta-26',
					changes: anotherChosen,
					red: { 'publish.ephemeral-port': { host: 'answered', peer: 'refused' } },
					green: ['publish.any-v4'],
					tells: ['pasta-ephemeral-port-not-forwarded'],
				},
				{
					name: 'another server answers on the loopback’s ports of the daemon’s own choice',
					cell: 'pasta-icc-off',
					changes: anotherChosen,
					red: {
						'publish.ephemeral-port': { host: 'answered' },
						'publish.ephemeral-port-taken': { host: 'answered' },
					},
					green: ['publish.any-v4'],
				},
			],
			run: async (context, record) => {
				await using server = await context.containers.published('ephemeral', { hostPort: 0 })
				const started = await server.tryStart()
				const port = started.kind === 'started' ? await server.hostPort() : undefined
				if (port === undefined) {
					const failure = started.kind === 'started' ? noPort : refused(started.message)
					for (const way of ['host', 'peer']) record.way(way, failure)
					return
				}
				record.observe('port', port)
				const { who } = server
				await expectAnswers(
					{
						host: { place: context.host, target: { host: loopback, port }, who },
						peer: { place: context.peer, target: { host: lab.lanAddress, port }, who },
					},
					record,
					settles(context, server),
				)
			},
		},
		{
			id: 'publish.ephemeral-port-taken',
			vantage: ['host'],
			contract:
				'where a program of the VM holds the port that is the daemon’s next choice, a container with -p 0:80 starts and answers on another',
			chinese: '守护进程将要选择的端口被虚拟机中的程序占用时，使用 -p 0:80 的容器仍能启动，并在另一端口应答',
			applies: proxied,
			coverage: over(['VM → publication'], ['tcp']),
			ways: { host: [...forms.published, 'missing', 'wrong-value'] },
			serial: 'it foresees which port the daemon chooses next',
			onDemand: 'it is new: what other drivers and versions make of it is not known yet',
			unproven: true,
			mutations: [
				{
					name: 'another server answers on the loopback’s ports of the daemon’s own choice',
					cell,
					changes: anotherChosen,
					red: { 'publish.ephemeral-port-taken': { host: 'answered' } },
					green: ['publish.any-v4', 'publish.conflict'],
				},
			],
			run: async (context, record) => {
				const { guest, host, gracePeriod, signal } = context
				await using before = await context.containers.published('chooser', { hostPort: 0 })
				await before.start()
				const last = await before.hostPort()
				if (last === undefined) return record.way('host', noPort)
				const taken = last + 1
				await using _holder = await startHostService({
					guest,
					host,
					signal,
					address: lab.lanAddress,
					port: taken,
				})
				// pasta shows the daemon what the VM has taken once it has looked.
				await gracePeriod.since()
				await using server = await context.containers.published('evader', { hostPort: 0 })
				const started = await server.tryStart()
				if (started.kind === 'refused') {
					// Which port it was differs from run to run.
					const message = started.message.replaceAll(String(taken), 'PORT')
					record.observe('refusal', message)
					return record.way('host', refused(message))
				}
				const port = await server.hostPort()
				if (port === undefined) return record.way('host', noPort)
				record.observe('portsFurther', port - last)
				// An answer on 127.0.0.1 would not show it: the program holds the port of the LAN address.
				if (port === taken) return record.way('host', chosenTaken)
				if (port <= last || port > last + tries)
					throw new ControlFailed(
						`the daemon chose ${port} after ${last}: it never came to the port that is held`,
					)
				const way = { place: host, target: { host: loopback, port }, who: server.who }
				const { answer, times } = await askSettled(way, settles(context, server))
				observeAnswer(record, 'host', answer, times)
				noteAnswer(record, 'host', way, answer)
			},
		},
	],
})

const noPort: Failure = {
	form: { kind: 'missing', what: formText('host port') },
	words: 'the daemon started the container, and names no host port for it',
}

const chosenTaken: Failure = {
	form: { kind: 'wrong-value', found: 'the port that is held' },
	words:
		'the daemon chose the port that a program of the VM holds on its LAN address, and started the container',
}

const refused = (message: string): Failure => ({
	form: daemonRefused(message),
	words: `the daemon refused to start a container with -p 0:80: ${message}`,
})
