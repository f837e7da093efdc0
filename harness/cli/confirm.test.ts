import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { InterruptedError } from '#results/errors'
import { ask } from './confirm.ts'

it('answers that are pasted at once go to the questions that follow', async () => {
	const [input, output] = [new PassThrough(), new PassThrough()]
	const { signal } = new AbortController()
	input.write('one\ntwo\n\n')
	const answers = []
	for (const question of ['a?', 'b?', 'c?']) answers.push(await ask(question, signal, { input, output }))
	expect(answers).toEqual(['one', 'two', ''])
	output.end()
	expect(await text(output)).toContain('b? two\n')
})

it.each([
	['Ctrl-D', '\u0004'],
	['Ctrl-C', '\u0003'],
	['the end of the input', undefined],
])('%s instead of an answer is an interruption', async (_, key) => {
	const [input, output] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: key !== undefined })]
	const asked = ask('a?', new AbortController().signal, { input, output })
	if (key === undefined) input.end()
	else input.write(key)
	await expect(asked).rejects.toBeInstanceOf(InterruptedError)
})
