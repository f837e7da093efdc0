import { expect, it } from 'vitest'
import { CleanupStack, firstError } from './cleanup-stack.ts'

const failing = (message: string) => async () => {
	throw new Error(message)
}

it('undoes in reverse, each once, and each even when another fails', async () => {
	const undone: string[] = []
	const stack = new CleanupStack()
	stack.defer(async () => undone.push('VM'))
	stack.defer(failing('the socket is gone'))
	stack.use({ [Symbol.asyncDispose]: async () => void undone.push('suites') })
	await expect(stack[Symbol.asyncDispose]()).rejects.toThrow('the socket is gone')
	await stack[Symbol.asyncDispose]()
	expect(undone).toEqual(['suites', 'VM'])
})

it('an error of undoing does not hide the one that came first', async () => {
	const use = async () => {
		await using outer = new CleanupStack()
		await using inner = new CleanupStack()
		outer.defer(failing('third'))
		inner.defer(failing('second'))
		throw new Error('first')
	}
	const error: unknown = await use().catch((thrown: unknown) => thrown)
	expect(firstError(error)).toMatchObject({ message: 'first' })
})

it('what is moved out of one is undone where it went to, and there alone', async () => {
	const undone: string[] = []
	const whole = await (async () => {
		await using stack = new CleanupStack()
		stack.defer(async () => undone.push('VM'))
		return stack.move()
	})()
	expect(undone).toEqual([])
	await whole[Symbol.asyncDispose]()
	expect(undone).toEqual(['VM'])
})
