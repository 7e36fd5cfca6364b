import Glibc

/// Wakes one thread that sleeps until there is work (pthread_cond_wait(3)).
///
/// `@unchecked Sendable`: the flags are read and written only with the mutex locked, and the pointers never change; the
/// memory is released when nobody refers to this object any more, so nobody can be inside a method of it.
final class WakeUp: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isSignalled = false
    private var isStopped = false

    init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Sleeps until there is work; false when the thread must end.
    func wait() -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isSignalled, !isStopped { pthread_cond_wait(condition, mutex) }
        isSignalled = false
        return !isStopped
    }

    /// Tells the thread that there is work; signals while it works count as one.
    func signal() {
        set(\.isSignalled)
    }

    /// Tells the thread to end.
    func stop() {
        set(\.isStopped)
    }

    private func set(_ flag: ReferenceWritableKeyPath<WakeUp, Bool>) {
        pthread_mutex_lock(mutex)
        self[keyPath: flag] = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }
}
