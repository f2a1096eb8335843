package io.panoptoupload.worker.job;

import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;

/** All behaviours of jobs, and in the end the proof that no legal move was left out. */
@Order(1)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class JobBehaviourTest {
    @Nested
    class A_job extends WholeWay {}

    @Nested
    class A_job_that_suffers extends Parking {}

    @Nested
    class A_job_that_is_given_up extends GivingUp {}

    @Nested
    class An_upload_that_goes_wrong extends Mishaps {}

    @Nested
    class A_response_that_is_wrong extends WrongResponses {}

    @Nested
    class A_clock extends TimesAndSlots {}

    @Nested
    class A_cancel extends Cancelling {}

    @Nested
    class A_retry extends Retrying {}

    @Nested
    class A_session_that_exists extends AddingStreams {}

    @Nested
    class An_upload_of_many_files extends ManyFiles {}

    @Nested
    class A_lost_partition extends LosingIt {}

    @Nested
    class What_nobody_foresaw extends Unforeseen {}

    @Nested
    class A_job_that_is_followed extends Following {}

    @Nested
    @Order(Integer.MAX_VALUE)
    class The_table_of_moves extends EveryMove {}
}
