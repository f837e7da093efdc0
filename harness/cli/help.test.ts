import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { watchInterrupts } from './process/interrupts.ts'
import { buildProgram } from './program.ts'
import { fakeAmbient } from './testing/fake-ambient.ts'

const WIDTH = 90

it('the help of every verb fits into 90 columns, its examples too', () => {
	const { ambient, signals, stdout } = fakeAmbient([])
	using interrupts = watchInterrupts({ source: signals, exit: ambient.exit })
	const wide: string[] = []
	const look = (command: Command) => {
		stdout.text = ''
		command.outputHelp()
		for (const line of stdout.text.split('\n'))
			if (line.length > WIDTH) wide.push(`${command.name()}: ${line}`)
		for (const verb of command.commands) look(verb)
	}
	look(buildProgram({ ...ambient, interrupts }, () => undefined))
	expect(wide).toEqual([])
})
