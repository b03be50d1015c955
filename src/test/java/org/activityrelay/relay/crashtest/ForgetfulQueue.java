package org.activityrelay.relay.crashtest;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.ledger.DeliveryQueue;
import org.activityrelay.relay.ledger.DeliveryState;
import org.activityrelay.relay.ledger.Settlement;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;

/** A queue of deliveries, broken on purpose: what was delivered is delivered a few times more. */
class ForgetfulQueue {

    /** More often than attempts of one delivery are lost on their way to the receiver. */
    private static final int TIMES = 5;

    private static final Map<String, Integer> FORGOTTEN = new ConcurrentHashMap<>();

    @Bean
    static BeanPostProcessor forgetful() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DeliveryQueue queue ? forgetful(queue) : bean;
            }
        };
    }

    private static DeliveryQueue forgetful(DeliveryQueue queue) {
        return (DeliveryQueue) Proxy.newProxyInstance(
                ForgetfulQueue.class.getClassLoader(),
                new Class<?>[] {DeliveryQueue.class},
                (proxy, method, arguments) -> method.getName().equals("settle")
                        ? queue.settle(forgotten((Collection<?>) arguments[0]))
                        : method.invoke(queue, arguments));
    }

    private static Collection<Settlement> forgotten(Collection<?> settlements) {
        return settlements.stream()
                .map(Settlement.class::cast)
                .map(ForgetfulQueue::forgotten)
                .toList();
    }

    private static Settlement forgotten(Settlement settlement) {
        if (settlement.next() != DeliveryState.DELIVERED
                || FORGOTTEN.merge(settlement.deliveryId(), 1, Integer::sum) > TIMES) {
            return settlement;
        }
        return new Settlement(
                settlement.deliveryId(),
                settlement.attempt(),
                DeliveryState.PENDING,
                Duration.ZERO,
                settlement.mode(),
                "retry",
                "server_error",
                null,
                null,
                null,
                null,
                null,
                settlement.startedAt(),
                settlement.took());
    }
}
